/**
 * <ask-first>: wraps a form; its submit opens the <dialog> inside the same element and only a
 * second press sends. Without script the form is sent at once: the server asks nothing twice.
 */
class AskFirst extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const dialog = this.querySelector("dialog");
    if (!form || !dialog || !dialog.showModal) return;
    let asked = false;
    let pressed = null;
    form.addEventListener("submit", (event) => {
      if (asked || event.submitter?.name === "preview") return; // looking changes nothing
      event.preventDefault();
      pressed = event.submitter;
      dialog.showModal();
    });
    dialog.querySelector("[data-yes]").addEventListener("click", () => {
      asked = true;
      dialog.close();
      form.requestSubmit(pressed);
    });
    dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
  }
}
customElements.define("ask-first", AskFirst);
