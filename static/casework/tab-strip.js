/**
 * <tab-strip>: a row of tabs that scrolls sideways opens with the chosen tab in view.
 */
class TabStrip extends HTMLElement {
  connectedCallback() {
    const row = this.querySelector(".tabs");
    const chosen = row?.querySelector("[aria-current]");
    if (!chosen) return;
    const left = chosen.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += left - (row.clientWidth - chosen.offsetWidth) / 2;
  }
}
customElements.define("tab-strip", TabStrip);
