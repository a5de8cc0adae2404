/**
 * The end user that `metadata.user_id` names. Claude Code writes who and which session into the one field, and a new session
 * would else be a new user with fresh limits:
 *
 *   {"device_id":"…","account_uuid":"…","session_id":"…"}       since 2.1
 *   user_<device>_account_<account>_session_<session>           before
 */

import * as z from 'zod';
import { once } from '../../once.ts';

const composedSchema = once(() =>
  z.object({
    device_id: z.string().min(1).optional(),
    account_uuid: z.string().min(1).optional().catch(undefined),
    session_id: z.string(),
  }),
);

const COMPOSED = /^(user_\w+?_account_[\w-]*?)_session_[\w-]+$/;

/** An empty name names nobody. */
export function userOf(userId: string | null): string | null {
  if (userId === null || userId === '') return null;
  if (!userId.startsWith('{')) return COMPOSED.exec(userId)?.[1] ?? userId;
  try {
    const composed = composedSchema().safeParse(JSON.parse(userId));
    return (composed.success ? (composed.data.account_uuid ?? composed.data.device_id) : undefined) ?? userId;
  } catch {
    // A name that only looks like JSON.
    return userId;
  }
}
