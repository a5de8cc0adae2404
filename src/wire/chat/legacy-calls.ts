/**
 * Calls as they were before there could be several: `function_call`, and answers of the role `function`, which name the
 * function and no call. Everybody else tells calls apart by their ids and refuses two of one id, so each is given one: its
 * function's name and, from the second call on, its number.
 */

export interface LegacyCalls {
  /** The id of a call that is made now. */
  readonly made: (name: string) => string;
  /** The id of the call that is answered now: the last one of that function. */
  readonly answered: (name: string) => string;
}

export function legacyCalls(): LegacyCalls {
  const counts = new Map<string, number>();
  const idOf = (name: string): string => {
    const count = counts.get(name) ?? 1;
    return count === 1 ? `call_${name}` : `call_${name}_${count}`;
  };
  return {
    made: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return idOf(name);
    },
    answered: idOf,
  };
}
