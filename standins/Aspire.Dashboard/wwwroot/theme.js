// Runs before the first paint, so that a dark page never flashes white.
(() => {
  const key = "dashboard.theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => localStorage.getItem(key) ?? "system";
  const apply = () => {
    const mode = chosen() === "system" ? (dark.matches ? "dark" : "light") : chosen();
    document.documentElement.dataset.mode = mode;
    window.Blazor?.theme?.setTheme?.({ mode });
  };
  window.dashboardTheme = {
    chosen,
    apply,
    next() {
      const order = ["system", "light", "dark"];
      localStorage.setItem(key, order[(order.indexOf(chosen()) + 1) % order.length]);
      apply();
      return chosen();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
