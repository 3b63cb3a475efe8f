// What the pages need of the browser that C# cannot reach: visibility, the clock's offset, charts, downloads, scrolling.
(() => {
  const charts = new Map();
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  window.dashboard = {
    start(view) {
      const tell = () => view.invokeMethodAsync("SetHidden", document.hidden).catch(() => {});
      document.addEventListener("visibilitychange", tell);
      view.invokeMethodAsync("SetUtcOffset", -new Date().getTimezoneOffset());
      tell();
      document.documentElement.dataset.live = "yes";
      dashboardTheme.apply();
      return dashboardTheme.chosen();
    },

    switchTheme() {
      const chosen = dashboardTheme.next();
      charts.forEach(chart => chart.redraw());
      return chosen;
    },

    // series: [{ label, color, values }], times in s, marks: [{ time, value, trace, span }]
    chart(element, data) {
      if (!element || !window.uPlot) {
        return;
      }

      const old = charts.get(element);
      const shape = JSON.stringify(data.series.map(series => [series.label, series.color]));
      const columns = [data.times, ...data.series.map(series => series.values)];
      if (old && old.shape === shape && old.unit === data.unit) {
        old.marks = data.marks;
        old.plot.setData(columns);
        return;
      }

      old?.remove();
      const entry = { shape, unit: data.unit, marks: data.marks };
      const axis = () => ({ stroke: () => style("--text2"), grid: { stroke: () => style("--line"), width: 1 }, ticks: { stroke: () => style("--line"), width: 1 } });
      const two = value => String(value).padStart(2, "0");
      const clock = (seconds, fine) => {
        const at = new Date(seconds * 1000);
        return `${two(at.getHours())}:${two(at.getMinutes())}${fine ? ":" + two(at.getSeconds()) : ""}`;
      };
      const number = value => value == null ? "–" : Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(2) : +value.toPrecision(4) + "";
      const drawMarks = plot => {
        const { ctx } = plot;
        ctx.save();
        ctx.fillStyle = style("--accent");
        for (const mark of entry.marks) {
          const x = plot.valToPos(mark.time, "x", true), y = plot.valToPos(mark.value, "y", true);
          ctx.beginPath();
          ctx.moveTo(x, y - 6); ctx.lineTo(x + 6, y); ctx.lineTo(x, y + 6); ctx.lineTo(x - 6, y);
          ctx.fill();
        }
        ctx.restore();
      };
      entry.plot = new uPlot({
        width: element.clientWidth,
        height: 320,
        cursor: { drag: { x: false, y: false } },
        legend: { show: true, live: true },
        scales: { x: { time: true }, y: { range: (_, low, high) => low == null ? [0, 1] : [Math.min(0, low), high === low ? high + 1 : high + (high - Math.min(0, low)) * 0.05] } },
        axes: [{ ...axis(), values: (_, ticks, __, ___, step) => ticks.map(tick => clock(tick, step < 60)) }, { ...axis(), size: 70, values: (_, ticks) => ticks.map(number) }],
        series: [{ label: "Time", value: (_, seconds) => seconds == null ? "–" : clock(seconds, true) }, ...data.series.map(series => ({
          label: series.label, stroke: () => style(series.color), width: 2, spanGaps: false, value: (_, value) => number(value),
        }))],
        hooks: { draw: [drawMarks] },
      }, columns, element);
      const click = event => {
        const box = entry.plot.over.getBoundingClientRect();
        for (const mark of entry.marks) {
          const x = entry.plot.valToPos(mark.time, "x"), y = entry.plot.valToPos(mark.value, "y");
          if (Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y) < 10) {
            Blazor.navigateTo(`/traces/detail/${mark.trace}?span=${mark.span}`);
            return;
          }
        }
      };
      entry.plot.over.addEventListener("click", click);
      const resize = new ResizeObserver(() => entry.plot.setSize({ width: element.clientWidth, height: 320 }));
      resize.observe(element);
      entry.redraw = () => entry.plot.redraw();
      entry.remove = () => { resize.disconnect(); entry.plot.destroy(); charts.delete(element); };
      charts.set(element, entry);
    },

    dropChart(element) {
      charts.get(element)?.remove();
    },

    download(name, type, text) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },

    // Follows the end of a log until the reader scrolls away from it, and again when he comes back.
    follow(element) {
      if (!element) {
        return;
      }

      if (element.atEnd === undefined) {
        element.atEnd = true;
        element.addEventListener("scroll", () => {
          element.atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
        });
      }

      if (element.atEnd) {
        element.scrollTop = element.scrollHeight;
      }
    },
  };

  // A menu closes when something in it is chosen, or the reader turns elsewhere.
  document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target) || event.target.closest("button, a")) {
        menu.open = false;
      }
    }
  });

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(menu => { menu.open = false; menu.querySelector("summary").focus(); });
    }

    const typing = /^(input|select|textarea)$/i.test(event.target.tagName ?? "") || event.target.isContentEditable;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find")?.focus();
      return;
    }

    const page = { R: "/", C: "/consolelogs", S: "/structuredlogs", T: "/traces", M: "/metrics" }[event.key];
    if (page && event.shiftKey) {
      Blazor.navigateTo(page);
    }
  });
})();
