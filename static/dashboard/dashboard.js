"use strict";

/* Draws the charts of the front page from the JSON beside them, in the colours of the theme. */
(() => {
  const LANGUAGE = document.documentElement.lang || "en";
  const drawn = [];

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (name) => style(`--board-${name}`);

  function number(value, spec, isMoney, isShort) {
    const options = isShort
      ? { notation: "compact", maximumFractionDigits: 1 }
      : { maximumFractionDigits: isMoney ? 2 : 0 };
    if (isMoney && !isShort) {
      try {
        return new Intl.NumberFormat(LANGUAGE, {
          style: "currency",
          currency: spec.currency,
          maximumFractionDigits: 0,
        }).format(value);
      } catch {
        return `${new Intl.NumberFormat(LANGUAGE, options).format(value)} ${spec.currency}`;
      }
    }
    return new Intl.NumberFormat(LANGUAGE, options).format(value);
  }

  function dataset(part, spec) {
    const paint = part.colours ? part.colours.map(colour) : colour(part.colour);
    const found = {
      label: part.label,
      data: part.values,
      backgroundColor: paint,
      borderColor: paint,
      borderRadius: 4,
      maxBarThickness: 36,
      isMoney: Boolean(part.money),
      yAxisID: part.axis === "right" ? "right" : "y",
      order: part.line ? 0 : 1,
      pointStyle: part.line ? "line" : "rectRounded",
    };
    if (spec.type === "doughnut") {
      return { ...found, yAxisID: undefined, borderColor: colour("surface"), borderWidth: 2 };
    }
    if (part.line) {
      Object.assign(found, {
        type: "line",
        borderWidth: 2,
        cubicInterpolationMode: "monotone",
        pointRadius: 0,
        pointHitRadius: 8,
        borderDash: part.line === "dashed" ? [5, 4] : [],
      });
    }
    return found;
  }

  function scales(spec) {
    if (spec.type === "doughnut") {
      return {};
    }
    const ticks = { color: colour("text"), font: { size: 11 }, maxRotation: 0, autoSkipPadding: 12 };
    const money = spec.datasets.some((part) => part.money);
    const found = {
      x: { grid: { display: false }, border: { color: colour("line") }, ticks },
      y: {
        beginAtZero: true,
        grid: { color: colour("line") },
        border: { display: false },
        ticks: {
          ...ticks,
          precision: 0,
          maxTicksLimit: 6,
          callback: (value) => number(value, spec, money, true),
        },
      },
    };
    if (spec.datasets.some((part) => part.axis === "right")) {
      found.right = {
        position: "right",
        beginAtZero: true,
        grid: { display: false },
        border: { display: false },
        ticks: { ...ticks, precision: 0, maxTicksLimit: 6 },
      };
    }
    return found;
  }

  function configuration(spec) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const many = spec.datasets.length > 1;
    return {
      type: spec.type,
      data: { labels: spec.labels, datasets: spec.datasets.map((part) => dataset(part, spec)) },
      options: {
        animation: still ? false : { duration: 300 },
        responsive: true,
        maintainAspectRatio: false,
        cutout: spec.type === "doughnut" ? "72%" : undefined,
        interaction: { mode: spec.type === "doughnut" ? "nearest" : "index", intersect: false },
        scales: scales(spec),
        plugins: {
          legend: {
            display: many,
            position: "bottom",
            align: "start",
            labels: { color: colour("text"), usePointStyle: true, boxWidth: 24, font: { size: 12 } },
          },
          tooltip: {
            callbacks: {
              label: (item) =>
                ` ${spec.type === "doughnut" ? item.label : item.dataset.label}: ` +
                number(item.raw, spec, item.dataset.isMoney, false),
            },
          },
        },
        onClick: (_event, elements) => {
          const url = elements.length ? spec.urls[elements[0].index] : "";
          if (url) {
            window.location.href = url;
          }
        },
        onHover: (event, elements) => {
          const leads = elements.length && spec.urls[elements[0].index];
          event.native.target.style.cursor = leads ? "pointer" : "default";
        },
      },
    };
  }

  function draw() {
    for (const chart of drawn.splice(0)) {
      chart.destroy();
    }
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      const spec = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
      drawn.push(new Chart(canvas, configuration(spec)));
    }
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  let theme = document.documentElement.classList.contains("dark");
  new MutationObserver(() => {
    const now = document.documentElement.classList.contains("dark");
    if (now !== theme) {
      theme = now;
      draw();
    }
  }).observe(document.documentElement, { attributeFilter: ["class"] });
  draw();
})();
