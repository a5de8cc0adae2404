/**
 * The statuses behind the numbers in the errors of Workers AI, from which all else follows: who is to blame, and whether
 * another model is tried. https://developers.cloudflare.com/workers-ai/platform/errors/
 *
 * Where this differs from the table there: 5007 and 3039 are faults of the policy that names the model, and not of the
 * client whom 400 would tell so. The numbers that the table leaves out were seen in public reports.
 */

const STATUSES: ReadonlyMap<number, number> = new Map([
  // The request, as we wrote it: nobody else is asked to make more of it.
  ...([
    [3003, 400],
    [3006, 413],
    [3010, 400],
    [5004, 400],
    [5006, 400],
  ] as const),
  // The model, as the policy names it.
  ...([
    [3039, 404],
    [3042, 404],
    [5005, 405],
    [5007, 404],
    [5019, 405],
  ] as const),
  // The account.
  ...([
    [3023, 403],
    [3041, 403],
    [5016, 403],
    [5018, 403],
    [5035, 403],
    [10000, 401],
  ] as const),
  // Another model, or the same one later, may do: the time ran out, the day's allowance is used up, there is no room.
  ...([
    [3007, 408],
    [3008, 408],
    [3021, 429],
    [3036, 429],
    [3040, 429],
    [4006, 429],
  ] as const),
]);

/** By its number, or by the one that its words begin with: `AiError: 3040: Capacity temporarily exceeded`. Undefined: unknown. */
export function statusOfError(message: string, code?: unknown): number | undefined {
  return STATUSES.get(Number(code)) ?? STATUSES.get(Number(/\b(\d{4,5}):/.exec(message)?.[1]));
}
