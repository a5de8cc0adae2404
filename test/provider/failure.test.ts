import { describe, expect, it } from 'vitest';
import { type Failure, failure, statusFailure, whyAllFailed, whyBroken } from '../../src/provider/failure.ts';
import type { NonEmpty } from '../../src/unit.ts';

const status = (code: number, rest: number | null = null) => statusFailure('a', code, '', rest);
const refused = failure('b', 'connection', 'could not be reached');
const slow = failure('b', 'first_byte_timeout', 'was silent');
const overloaded = failure('b', 'error_event', 'failed', 'Overloaded', 529);

describe('what a client is told when all have failed', () => {
  const table: [string, NonEmpty<Failure>, object][] = [
    ['one that was busy', [status(429, 7)], { code: 'provider_failed', busy: true, retryAfterSeconds: 7 }],
    [
      'all busy: whoever is free again first',
      [status(503, 20), status(429, 3), status(529)],
      { busy: true, retryAfterSeconds: 3 },
    ],
    ['busy and overloaded within the stream', [status(529), overloaded], { busy: true, retryAfterSeconds: null }],
    [
      'one busy and one broken',
      [status(429, 9), refused],
      { code: 'provider_failed', busy: false, retryAfterSeconds: 9 },
    ],
    ['a plain fault', [status(500)], { code: 'provider_failed', busy: false, retryAfterSeconds: null }],
    ["a refused key of the operator's", [status(401)], { code: 'provider_failed', busy: false }],
    ['too slow at last', [status(429, 9), slow], { code: 'provider_timeout' }],
    ["the request's own fault at last", [status(529), status(400)], { code: 'invalid_request', param: null }],
  ];
  for (const [what, failures, why] of table) it(what, () => expect(whyAllFailed(failures)).toMatchObject(why));
});

it.each([
  [[401, 402, 408, 424, 429, 500, 503, 529], true, true],
  [[403, 404, 409, 425], true, false],
  [[301, 400, 405, 413, 415, 422], false, false],
])(
  'of the statuses %j the next candidate may be tried: %s, and a breaker counts them: %s',
  (codes, retryable, blames) => {
    for (const code of codes) expect([code, status(code)]).toMatchObject([code, { retryable, blames }]);
  },
);

it('an answer that breaks off because its provider is overloaded says so', () => {
  expect(whyBroken(overloaded)).toMatchObject({ code: 'provider_failed', busy: true });
  expect(whyBroken(failure('b', 'cut', 'ended its stream'))).toMatchObject({ code: 'provider_failed', busy: false });
  expect(whyBroken(slow)).toMatchObject({ code: 'provider_timeout' });
});
