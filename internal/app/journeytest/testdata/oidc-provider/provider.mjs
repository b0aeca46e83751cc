// The OpenID certified implementation for Node.js as the identity provider of the staff.
// It listens wherever there is room, prints its issuer, and ends with its standard input.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { CLIENT_ID, CLIENT_SECRET, PORTAL } = process.env;

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: "client_secret_basic",
      redirect_uris: [`${PORTAL}/oidc/callback`],
      post_logout_redirect_uris: [`${PORTAL}/en/staff/signedout`, `${PORTAL}/ar/staff/signedout`],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    }],
    claims: { openid: ["sub", "roles"], profile: ["name"], email: ["email"] },
    conformIdTokenClaims: false, // what the scopes bring is in the ID token
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: "Noura Al Tajribi", email: "noura@staff.example.com", roles: id === "noura" ? ["Everybody", "Helpdesk"] : ["Everybody"] }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});

process.stdin.resume().on("end", () => process.exit(0));
