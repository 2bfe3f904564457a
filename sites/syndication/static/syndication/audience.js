// Shows what belongs to the chosen audience and kind alone. Without it everything is shown, and the server takes what belongs.
(() => {
  const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`)?.value;
  const level = document.getElementById("id_level")?.closest(".w-field__wrapper");
  const follow = () => {
    const audience = chosen("audience");
    if (audience) {
      for (const part of document.querySelectorAll("[data-audience]")) part.hidden = part.dataset.audience !== audience;
    }
    if (level) level.hidden = chosen("kind") !== "emergency";
  };
  document.addEventListener("change", follow);
  follow();
})();
