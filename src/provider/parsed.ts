/** What a provider sent, as JSON of a kind. Null: not JSON, or of another kind; the caller makes a failure of it that names the model. */
export function parsed<Value>(read: (json: unknown) => Value | null, data: string): Value | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  return read(json);
}
