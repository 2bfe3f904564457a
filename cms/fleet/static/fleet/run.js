// Follows work on the fleet: asks every second and a half how far it is, until it has ended.
const box = document.querySelector("[data-fleet-run]");
if (box && box.dataset.fleetRun === "open") {
  const bar = box.querySelector("progress");
  const set = (name, text) => { box.querySelector(`[data-fleet-${name}]`).textContent = text; };
  const follow = async () => {
    try {
      const answer = await fetch("?dang=json", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const run = await answer.json();
      if (run.ended) { location.reload(); return; }
      if (run.total) { bar.max = run.total; bar.value = run.done; }
      set("state", run.state);
      set("count", run.total ? `${run.done}/${run.total}` : "");
      const log = box.querySelector("[data-fleet-log]");
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      log.textContent = run.log;
      if (atEnd) log.scrollTop = log.scrollHeight;
    } catch { /* the next turn asks again */ }
    setTimeout(follow, 1500);
  };
  setTimeout(follow, 700);
}
