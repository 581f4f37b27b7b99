// The keyboard: one letter, one action, wherever the focus is but in a field.

function listen(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one("dialog[open]")) return;
    // A dialog that has just been closed may have the focus until the next frame.
    const field = event.target.closest("dialog") ? null : event.target.closest("input, textarea, select");
    if (event.key === "Escape" && field) return field.blur();
    if (field || !keysOn()) return;
    const action = actions[event.key] ?? (/^[1-9]$/.test(event.key) ? actions.number : null);
    if (!action) return;
    event.preventDefault();
    action(Number(event.key));
  });
}
