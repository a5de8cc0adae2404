/** How often a property is tried: always the same examples, so that what fails once fails again. */
export const RUNS = { seed: 4, numRuns: 200 } as const;
