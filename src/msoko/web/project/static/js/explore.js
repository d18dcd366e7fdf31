// Draws the chart of the comparison page from its data; without this script the table says the same.
const section = document.querySelector("[data-explore]");

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { ink: of("--ink"), soft: of("--ink2"), hair: of("--hair"), accent: of("--accent") };
}

function look(locale) {
  const { ink, soft, hair, accent } = colours();
  const text = { labelFont: "PT Sans", titleFont: "PT Sans", labelFontSize: 13, labelColor: ink, titleColor: soft };
  return {
    locale, background: "transparent", font: "PT Sans",
    axis: { ...text, gridColor: hair, domainColor: soft, tickColor: soft },
    header: { ...text, labelFontSize: 14, labelFontWeight: "bold" },
    legend: text,
    view: { stroke: null },
    point: { color: accent }, line: { color: accent }, rule: { color: soft },
  };
}

async function draw() {
  const canvas = section.querySelector("[data-canvas]");
  const language = document.documentElement.lang;
  const [specification, locale] = await Promise.all([
    fetch(section.dataset.explore, { headers: { Accept: "application/json" } }).then((answer) => answer.json()),
    language === "ru" ? fetch(section.dataset.locale).then((answer) => answer.json()) : undefined,
  ]);
  if (!specification.spec) return;
  section.hidden = false;
  const names = "height" in specification.spec ? Math.min(260, canvas.clientWidth * 0.45) : 60;
  specification.spec.width = Math.max(160, Math.min(760, canvas.clientWidth - names));
  specification.config = look(locale);
  await window.msokoChart(canvas, specification, { logLevel: 1, tooltip: { disableDefaultStyle: true } });
}

if (section && window.msokoChart) draw();
