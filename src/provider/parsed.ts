import type * as z from 'zod';

/** What a provider sent, as JSON of a kind. Null: not JSON, or of another kind; the caller makes a failure of it that names the model. */
export function parsed<Shape extends z.ZodType>(shape: Shape, data: string): z.infer<Shape> | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return null;
  }
  const read = shape.safeParse(json);
  return read.success ? read.data : null;
}
