import type * as z from 'zod';
import { Refusal } from '../error.ts';

/** The refusal of a body: the first field of it that cannot be meant. `kind` is what it was taken for: `a chat completion`. */
export function unreadable(error: z.ZodError, kind: string): Refusal {
  const issue = error.issues[0];
  const param = issue === undefined ? '' : issue.path.map(String).join('.');
  const what = issue?.message ?? 'cannot be read';
  return new Refusal(
    {
      code: 'invalid_request',
      message: param === '' ? `The request body is not ${kind}: ${what}.` : `${param}: ${what}.`,
      param: param === '' ? null : param,
    },
    { cause: error },
  );
}
