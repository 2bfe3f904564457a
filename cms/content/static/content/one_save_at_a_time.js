// Wagtail saves drafts while somebody types, and does not wait for that where a button sends the form: on a slow line a new page
// would be made twice, or what was typed last saved over what was just submitted. So the form is sent when the saving has ended, and
// nothing is saved by itself once it is sent.
(() => {
  const LONGEST_WAIT = 15000; // milliseconds; then it is sent all the same
  const form = document.getElementById("page-edit-form");
  if (!form || !form.matches("[data-controller~=w-autosave]")) return;
  const delay = Number(form.dataset.wAutosaveIntervalValue || 500); // between a change and its saving
  let saving = null; // the last saving that was announced and has not ended
  let announced = 0;
  let sent = false;

  form.addEventListener("w-autosave:save", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    saving = event;
    announced = performance.now();
  });

  const ended = () => { saving = null; };
  form.addEventListener("w-autosave:success", ended);
  form.addEventListener("w-autosave:error", ended);

  const send = (name, value) => {
    if (name) {
      // The button itself may be disabled by now, and would not count.
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name, value });
      form.append(kept);
    }
    form.requestSubmit();
  };

  form.addEventListener("submit", (event) => {
    if (sent) return;
    sent = true;
    if (!saving) {
      setTimeout(() => { sent = !event.defaultPrevented; }); // somebody else kept it here
      return;
    }
    if (performance.now() - announced < delay) {
      saving.preventDefault(); // it has not begun
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { name, value } = event.submitter || {};
    let waiting = true;
    const go = () => {
      if (waiting) send(name, value);
      waiting = false;
    };
    setTimeout(go, LONGEST_WAIT);
    form.addEventListener("w-autosave:success", go, { once: true });
    form.addEventListener("w-autosave:error", go, { once: true });
  }, true);
})();
