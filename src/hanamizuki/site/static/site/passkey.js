// Passkeys: shows the buttons that need JavaScript, starts allauth's script for each of them with
// what the page says in data attributes, and says in words when a passkey failed.
const failed = document.getElementById("passkey-failed");

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll(".needs-js")) form.hidden = false;
  for (const { dataset } of document.querySelectorAll("[data-passkey]")) {
    const { passkey, button, buttonAs, credential, passwordless, options } = dataset;
    const ids = { [buttonAs]: button, credential, passwordless };
    window.allauth.webauthn.forms[passkey]({ ids, data: options && JSON.parse(options) });
  }
} else if (failed) {
  failed.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
});
