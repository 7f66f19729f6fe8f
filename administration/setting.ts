import { z } from 'zod';
import { readSingleSignOn, singleSignOnSchema, type SingleSignOnSettings } from './single-sign-on/settings.ts';

/** How a program's file sets its administration up. */
export const administrationSchema = z.strictObject({
  address: z.string().min(1).optional(),
  singleSignOn: singleSignOnSchema.optional(),
});

export interface AdministrationSetting {
  /** Where the admin API listens. */
  readonly address: string;
  readonly singleSignOn?: SingleSignOnSettings;
}

/** Reads the files that it names. `elsewhere`: where the program listens otherwise. Throws `malformed_server_conf`. */
export async function administrationOf(
  { address, singleSignOn }: z.infer<typeof administrationSchema>,
  {
    elsewhere,
    folder,
    roles,
  }: { readonly elsewhere: string; readonly folder: string; readonly roles: readonly string[] },
): Promise<AdministrationSetting> {
  return {
    address: address ?? elsewhere,
    ...(singleSignOn === undefined ? {} : { singleSignOn: await readSingleSignOn(singleSignOn, folder, roles) }),
  };
}
