/** What `check.ts` has proved to be there. A miss is a fault of this code and not of the document. */
export function proved<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('A policy document passed its checks and is incomplete.');
  return value;
}
