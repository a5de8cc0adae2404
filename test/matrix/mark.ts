/** What a test asserts of its cell. */

export type Mark = keyof typeof MARKS;

/** As the table shows it, and what its legend says. */
export const MARKS = {
  same: {
    sign: '=',
    meaning:
      'the same format: the fields of a request go on as they came, the bytes of an answer come back as they are',
  },
  carried: { sign: '●', meaning: "carried, in the other's own form" },
  words: { sign: '◐', meaning: 'put to the model in words, since its provider enforces none' },
  withheld: { sign: '⊘', meaning: 'kept from whoever did not sign it' },
  listed: { sign: '○', meaning: 'left out, and listed in `x-signalbox-dropped`' },
  refused: { sign: '–', meaning: 'not sent to such a model: `no_model_fits` where no candidate is left' },
  estimated: { sign: '≈', meaning: 'estimated here, and marked as such' },
} as const;
