/**
 * <ask-first>: wraps a form; its submit opens the <dialog> inside the same element and only a
 * second press sends. With `check` the server is asked before the person is: nobody confirms what
 * would be refused. Without script the form is sent at once: the server asks nothing twice.
 */
class AskFirst extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const dialog = this.querySelector("dialog");
    if (!form || !dialog || !dialog.showModal) return;
    let asked = false;
    let asking = false;
    let pressed = null;
    const send = () => {
      asked = true;
      form.requestSubmit(pressed);
    };
    form.addEventListener("submit", async (event) => {
      if (asked || event.submitter?.name === "preview") return; // looking changes nothing
      event.preventDefault();
      if (asking) return;
      asking = true;
      pressed = event.submitter;
      const taken = !this.hasAttribute("check") || (await wouldBeTaken(form));
      asking = false;
      if (taken) {
        dialog.showModal();
        return;
      }
      form.append(checkOnly()); // the answer says what is wrong, and nothing is done
      send();
    });
    dialog.querySelector("[data-yes]").addEventListener("click", () => {
      dialog.close();
      send();
    });
    dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
    addEventListener("pageshow", () => {
      asked = false;
      form.querySelector("[name=check]")?.remove();
    });
  }
}

/** Return whether the server would take the form as it stands; it does nothing of it yet. */
async function wouldBeTaken(form) {
  const body = new FormData(form);
  body.set("check", "1");
  try {
    return (await fetch(form.action, { method: "POST", body })).status === 204;
  } catch {
    return false;
  }
}

function checkOnly() {
  return Object.assign(document.createElement("input"), { type: "hidden", name: "check", value: "1" });
}

customElements.define("ask-first", AskFirst);
