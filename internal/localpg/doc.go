// Package localpg runs a private PostgreSQL for the demo and the tests: it finds the
// programs of PostgreSQL, or downloads them, makes a database in a folder of the
// caller's choice, starts a server on it and stops it again. It runs on Linux and
// macOS.
//
// Contract:
//
//   - A folder keeps its data: the next [Start] on it finds what the last one left.
//     One server at a time has it ([ErrInUse]).
//   - Every failure that the user can put right is reported in one sentence that names the
//     folder and the remedy, and wraps one of the errors of this package.
//   - No process outlives the program: [Server.Stop] ends the server, so does a
//     context cancelled during [Start], and if the program is killed Linux tells the
//     server to shut down. Elsewhere a server left over is stopped by the next Start
//     on its folder.
//   - Ctrl-C in a terminal does not reach the server, which is in a process group of
//     its own; the program closes its connections first and then calls Stop.
//   - Started by root, the server runs as the user "postgres", or "nobody" where there
//     is none, because PostgreSQL refuses root. That user must be able to enter the
//     folder ([ErrUnsuitable]).
//
// What other users of the machine could try:
//
//   - Connect. There is no password: any process that reaches the socket is the superuser.
//     The server has no TCP port, and its socket is in a folder that only the user who runs
//     the server, and root, may enter. When root starts it, other programs may run as the
//     same user: this is not how to keep a bank's data.
//   - Prepare the folder, so that root gives away a file that a link points to. A
//     folder of another user, or one that every user may write to, is refused. What is
//     handed to the server's user was made a moment before, inside a folder that this user
//     cannot write to.
//   - Read the log. It is the program's own, readable by its user alone, and terse:
//     PostgreSQL adds neither the rows nor the statements that errors are about.
//   - Offer other programs for download. The programs come over HTTPS from Maven Central
//     and are compared with the checksum published there, which guards against a broken
//     transfer but not against Maven Central itself.
package localpg
