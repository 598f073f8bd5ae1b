// Which drawn deviations make the spread of a measure.
export function contributions(data) {
  return data.contributions.length === 0 ? null : null;
}
