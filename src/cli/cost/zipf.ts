/** How unequal tenants and users are: the share of the n-th largest of `count`, by Zipf's law. They add up to 1. Pure. */
export function zipfShares(count: number, exponent = 1): readonly number[] {
  const weights = Array.from({ length: count }, (_, n) => (n + 1) ** -exponent);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}
