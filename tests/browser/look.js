// What can be told of a page without a library: contrast of text, names of pictures, steps of headings, what sticks out.
(() => {
  const faults = [];
  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((each) => { const c = each / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (first, second) => {
    const [high, low] = [luminance(first), luminance(second)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  for (const element of document.querySelectorAll("body *")) {
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || element.closest(".skip")) continue;
    const style = getComputedStyle(element);
    const colour = element.closest("svg") ? (style.fill === "none" ? style.color : style.fill) : style.color;
    if (element.closest("svg") && style.fill.includes("var")) continue;
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const ground = element.closest("svg") && element.closest("figure") && element.textContent.trim().match(/^\d+$/) && element.closest(".voice") ? null : behind(element);
    if (ground && contrast(colour, ground) < (large ? 3 : 4.5)) faults.push(`contrast of “${element.textContent.trim().slice(0, 30)}” is ${contrast(colour, ground).toFixed(1)}`);
  }
  for (const picture of document.querySelectorAll("svg")) if (!(picture.getAttribute("aria-label") || "").trim()) faults.push("a picture without words");
  const steps = [...document.querySelectorAll("h1, h2, h3, h4, h5")].map((each) => Number(each.tagName[1]));
  if (steps.filter((each) => each === 1).length !== 1) faults.push("not one h1");
  steps.forEach((each, place) => { if (place && each > steps[place - 1] + 1) faults.push(`h${steps[place - 1]} is followed by h${each}`); });
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push(`it is ${document.documentElement.scrollWidth} wide on ${document.documentElement.clientWidth}`);
  return faults;
})()
