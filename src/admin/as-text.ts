/** A value as a text to compare it by, and to show: JSON, with what JSON forgets. */
export function asText(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...part].sort() : part,
  );
}
