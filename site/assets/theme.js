// Runs before anything is drawn, so that a chosen theme does not flash.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* No storage: the system decides. */ }
document.documentElement.classList.add("js");
