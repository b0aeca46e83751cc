// Package core is a small core banking system that pays only what was confirmed with Takeed.
// It is here to be read and copied: it uses no package of the portal, only the client that is
// generated from the portal's OpenAPI file.
//
// An order goes through these steps, each written to a file before the next one begins, so
// that the program may die anywhere and go on when it starts again:
//
//  1. It is entered, and gets an ID of ours. That ID is the reference, and the idempotency
//     keys are made from it: whatever is repeated after a crash or a lost answer is the same
//     call, and has one effect.
//  2. Takeed is asked for an approval. Its answer has the document that the customer will read,
//     which we compare with the order, and the digest of that document. We keep the digest.
//  3. The customer gets the link, opens it, signs in and confirms with their face.
//  4. A webhook tells us that something happened. It is a hint and no proof: we look ourselves.
//     If none comes, we find out the next time we look.
//  5. We consume: we present the digest that we are about to execute. If Takeed answers 200,
//     this very order was confirmed, and nobody else has executed it. If it says that it was
//     consumed before, it names the execution: if that is ours, an answer was lost, and we go
//     on. If it is not, we do not pay.
//  6. We pay, once: the ledger takes each reference once.
//
// Paying on the strength of a webhook, or of a status, is the mistake to avoid.
package core
