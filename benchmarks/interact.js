// When the last click or key went down, and when the page last changed. Of a rerun that is too
// short for the page to say that it runs, the server's answer tells.
(() => {
  const clock = { began: 0, last: 0, ran: false };
  const begin = () => Object.assign(clock, { began: performance.now(), last: 0, ran: false });
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, begin, true);
  const seen = (records) => {
    clock.last = performance.now();
    clock.ran ||= records.some((each) => each.attributeName === "data-test-script-state");
  };
  const watch = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(seen).observe(document, watch);
  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      this.addEventListener("message", () => (clock.ran = true));
    }
  };
  const isAtRest = () =>
    document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
  window.isSettled = (quietMs) => isAtRest() && performance.now() - clock.last > quietMs;
  window.settledMs = (quietMs) =>
    clock.ran && window.isSettled(quietMs) ? clock.last - clock.began : 0;
})();
