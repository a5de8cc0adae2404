/** How a command ends: what it says, and the exit code that a script can go by. */

/** 0 done or nothing found · 1 found, refused or different · 2 called wrongly · 3 nobody there, or nobody who may. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Called wrongly: said with the usage. */
export class Misused extends Error {
  override readonly name = 'Misused';
}

/** What was asked for was refused, or cannot be had. Its message is for the person at the keyboard. */
export class Declined extends Error {
  override readonly name = 'Declined';
  readonly code: 1 | 3;
  /** As a machine reads it (`--json`): the error of the admin API, where it is one. */
  readonly detail: object;

  constructor(
    message: string,
    { code, detail = {} }: { readonly code: 1 | 3; readonly detail?: object },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }
}
