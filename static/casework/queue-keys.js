/**
 * <queue-keys>: J and K move through the rows of the queue, O or Enter opens one, / goes to the
 * search box. Single keys are off until the person switches them on (WCAG 2.2, 2.1.4), and never
 * act while an input method composes, a field has the focus or a dialog is open.
 */
const EDITABLE = "input, textarea, select, [contenteditable]";

class QueueKeys extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input[type=checkbox]");
    box.checked = localStorage.getItem("queue-keys") === "on";
    box.addEventListener("change", () => {
      localStorage.setItem("queue-keys", box.checked ? "on" : "off");
    });
    this.hidden = false;
    this.listener = (event) => box.checked && this.press(event);
    document.addEventListener("keydown", this.listener);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listener);
  }

  press(event) {
    // 229 is what older browsers send while an input method composes.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest(EDITABLE);
    if (typing && typing.type !== "checkbox") return;
    const key = event.key.toLowerCase();
    if (key === "/") {
      event.preventDefault();
      document.querySelector(".filter-bar input[type=search]")?.focus();
    } else if (key === "j" || key === "k") {
      this.move(key === "j" ? 1 : -1);
    } else if (key === "o") {
      document.querySelector(".queue tr.here a.title")?.click();
    }
  }

  move(by) {
    const rows = [...document.querySelectorAll(".queue tbody tr")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.classList.contains("here"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
    rows[here]?.classList.remove("here");
    next.classList.add("here");
    next.querySelector("a.title").focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
customElements.define("queue-keys", QueueKeys);
