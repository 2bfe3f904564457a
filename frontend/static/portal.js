// What a page gains where scripts run. Everything here is extra: each page reads and works without it.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  const kept = {
    get() { try { return localStorage.getItem("larger-text") === "1"; } catch { return false; } },
    set(value) { try { localStorage.setItem("larger-text", value ? "1" : "0"); } catch { /* private window */ } },
  };
  root.classList.toggle("larger-text", kept.get());

  const bar = document.querySelector(".actions");
  if (!bar) return;
  const button = (name) => bar.querySelector(`[data-action="${name}"]`);
  const announce = (text) => { bar.querySelector("[data-announce]").textContent = text; };

  const print = button("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  const larger = button("larger");
  larger.hidden = false;
  larger.setAttribute("aria-pressed", String(kept.get()));
  larger.addEventListener("click", () => {
    const on = !kept.get();
    kept.set(on);
    root.classList.toggle("larger-text", on);
    larger.setAttribute("aria-pressed", String(on));
  });

  const share = button("share");
  const address = document.querySelector('link[rel="canonical"]').href;
  if (navigator.share || navigator.clipboard) {
    share.hidden = false;
    share.addEventListener("click", async () => {
      try {
        if (navigator.share) {
          await navigator.share({ title: bar.dataset.title, url: address });
          return;
        }
        await navigator.clipboard.writeText(address);
        const label = share.querySelector("span");
        const before = label.textContent;
        label.textContent = share.dataset.copied;
        announce(share.dataset.copied);
        setTimeout(() => { label.textContent = before; }, 3000);
      } catch { /* The reader closed the dialog. */ }
    });
  }

  // Reading aloud only with a voice of the device for the page's language: no text leaves it.
  const speech = window.speechSynthesis;
  const listen = button("listen");
  const language = root.lang;
  const voice = () => speech.getVoices().find((one) => one.lang.toLowerCase().startsWith(language) && one.localService);
  if (speech) {
    const offer = () => { listen.hidden = !voice(); };
    offer();
    speech.addEventListener?.("voiceschanged", offer);
    const label = listen.querySelector("span");
    const idle = label.textContent;
    let turn = 0;
    const stop = () => {
      turn += 1;
      speech.cancel();
      label.textContent = idle;
      listen.setAttribute("aria-pressed", "false");
    };
    const read = (parts, mine) => {
      if (mine !== turn) return;
      const text = parts.shift();
      if (text === undefined) { stop(); return; }
      const words = new SpeechSynthesisUtterance(text);
      words.lang = language;
      words.voice = voice();
      words.onend = () => read(parts, mine);
      words.onerror = () => { if (mine === turn) stop(); };
      speech.speak(words);
    };
    listen.addEventListener("click", () => {
      if (listen.getAttribute("aria-pressed") === "true") { stop(); return; }
      // Sentence by sentence: browsers break off long texts.
      const blocks = document.querySelectorAll(".item h1, .item .page-lead, .body p, .body li, .body h2, .body h3, .rich");
      const parts = [...blocks]
        .filter((block) => !block.querySelector("p, li"))
        .flatMap((block) => block.textContent.trim().match(/[^.!?;]+[.!?;]*/g) || [])
        .map((part) => part.trim())
        .filter(Boolean);
      listen.setAttribute("aria-pressed", "true");
      label.textContent = listen.dataset.stop;
      turn += 1;
      read(parts, turn);
    });
    addEventListener("pagehide", stop);
  }
})();
