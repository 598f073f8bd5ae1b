// Numbers and texts as people read them. A measure is shown in its prefixed unit: value / shown_size.

export const none = "–";

/// 4 significant digits, no exponent where it can be helped, a true minus sign.
export function number(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  if (value === 0) return "0";
  const size = Math.abs(value);
  let text;
  if (Number.isInteger(value) && size < 1e6) text = String(value);
  else if (size >= 1e-4 && size < 1e6) {
    const places = Math.max(0, Math.min(10, digits - 1 - Math.floor(Math.log10(size))));
    text = value.toFixed(places);
  } else text = value.toExponential(digits - 1);
  return text.replaceAll("-", "−");
}

/// The same without zeros at the end: for axes, conditions, limits, which are what somebody wrote.
export function short(value, digits = 5) {
  const text = number(value, digits);
  return text.includes(".") ? text.replace(/\.?0+(?=e|$)/, "") : text;
}

/// A share in per cent.
export function percent(share, digits = 1) {
  if (share === null || share === undefined) return none;
  const value = 100 * share;
  // 99.97 % is not 100 %, and 0.02 % is not nothing.
  const places = [0, 100].some((end) => value !== end && value.toFixed(digits) === end.toFixed(digits)) ? digits + 2 : digits;
  return value === 100 || value === 0 ? `${value} %` : `${value.toFixed(places)} %`;
}

export function count(n) {
  return n.toLocaleString("en-US").replaceAll(",", "\u202f");
}

export function plural(n, word, many = word + "s") {
  return `${count(n)} ${n === 1 ? word : many}`;
}

/// Numbers of one measure.
export function measureFormat(measure) {
  const scale = (value) => (value === null || value === undefined ? null : value / measure.shown_size);
  const unit = measure.shown_unit;
  return {
    unit,
    scale,
    number: (value, digits) => number(scale(value), digits),
    withUnit: (value, digits) => number(scale(value), digits) + (unit && value !== null ? ` ${unit}` : ""),
    title: unit ? `${measure.name} [${unit}]` : measure.name,
  };
}

/// "≥ 40 dB", "−5 … 5 mV".
export function limitText(limit, measure) {
  const f = measureFormat(measure);
  const text = (value) => short(f.scale(value));
  const unit = f.unit ? ` ${f.unit}` : "";
  if (limit.min !== null && limit.max !== null) return `${text(limit.min)} … ${text(limit.max)}${unit}`;
  return limit.min !== null ? `≥ ${text(limit.min)}${unit}` : `≤ ${text(limit.max)}${unit}`;
}

export function outside(limit, value) {
  return value !== null && value !== undefined && ((limit.min !== null && value < limit.min) || (limit.max !== null && value > limit.max));
}

/// Whether this limit holds at a condition: as campaign/judge has it.
export function holds(data, limit, condition) {
  return limit.conditions.some((at) => at.condition === condition);
}

export function limitsAt(data, measure, condition) {
  return data.limits.filter((limit) => limit.measure === measure && holds(data, limit, condition));
}

/// What to show first: the measure of the first broken limit, where its worst trial is.
export function focus(data) {
  const broken = data.limits.find((limit) => limit.outside > 0);
  return broken ? { measure: broken.measure, condition: broken.worst[0].condition } : null;
}

/// Words of a shell: quoted where they need it.
export function shellWord(text) {
  return /^[A-Za-z0-9_./:=+@%,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function chipText(trial) {
  return trial.chip === 0 ? "nominal" : `chip ${trial.chip}`;
}

export function duration(seconds) {
  if (seconds < 100) return `${number(seconds, 3)} s`;
  if (seconds < 6000) return `${number(seconds / 60, 3)} min`;
  return `${number(seconds / 3600, 3)} h`;
}
