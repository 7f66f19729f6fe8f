import type { Trust } from '#certs/trust.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import { configurationOf } from '../publication/directory.ts';

/** What the instance trusts now, as its security servers will know it by the next configuration. */
export async function currentTrust(instance: string, repository: CatalogueRepository): Promise<Trust> {
  const { settings, certificationServices, ...parts } = await repository.trusted();
  const { ocspFreshnessSeconds, timeStampingIntervalSeconds, ocspVerifyNextUpdate } = settings;
  const configuration = configurationOf({
    instance,
    catalogue: {
      settings: {
        ...{ ocspFreshnessSeconds, timeStampingIntervalSeconds },
        ...(ocspVerifyNextUpdate === undefined ? {} : { ocspVerifyNextUpdate }),
      },
      ...parts,
      ...{ certificationServices, memberClasses: [], members: [], securityServers: [] },
      ...{ globalGroups: [], timeStampingServices: [], trustedAnchors: [] },
    },
    publicAddress: '',
    sources: [],
  });
  return configuration.trust(instance);
}
