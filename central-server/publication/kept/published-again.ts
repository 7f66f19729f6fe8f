import type { ConfigurationSource, ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters, writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { withSources } from '#protocol/configuration/replace-sources.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { registrationAddress, type ConfigurationInput } from '../directory.ts';
import { isPrivate, isShared, type VersionPart } from '../parts.ts';
import { areSameSources } from './written-sources.ts';
import { partBytes, partsOfPublication, type KeptPart, type KeptPublication } from './publications.ts';

interface Again {
  readonly versions: readonly ConfigurationVersion[];
  readonly sources: readonly ConfigurationSource[];
  readonly node: string;
  /** Of this node: its address and the certificate of its registration service. */
  readonly input: Pick<ConfigurationInput, 'publicAddress' | 'registrationCertificate'>;
}

/**
 * A kept publication, to be published again: every byte as it was, but with the sources that there are now, and with this node's own
 * address in private parameters.
 */
export async function partsOfBase(
  catalogue: CatalogueReader,
  base: KeptPublication,
  again: Again,
): Promise<VersionPart[]> {
  const parts: VersionPart[] = [];
  for (const part of ofNode(await partsOfPublication(catalogue, base.number), again.node)) {
    if (!again.versions.includes(part.version)) continue;
    const bytes = await partBytes(catalogue, { ...part, number: base.number });
    const { version, contentIdentifier, name } = part;
    parts.push({ version, contentIdentifier, name, bytes: changed(part, bytes, base, again) });
  }
  return parts;
}

/** Of private parameters this node's own, where it has kept any; else those of another. */
function ofNode(parts: readonly KeptPart[], node: string): KeptPart[] {
  const chosen = new Map<string, KeptPart>();
  for (const part of parts) {
    const place = `${part.version}/${part.name}`;
    if (!chosen.has(place) || part.node === node) chosen.set(place, part);
  }
  return [...chosen.values()];
}

function changed(part: KeptPart, bytes: Buffer, base: KeptPublication, { sources, input }: Again): Buffer {
  if (isShared(part)) {
    return areSameSources(base.sources, sources) ? bytes : Buffer.from(withSources(bytes, part.version, sources));
  }
  if (!isPrivate(part)) return bytes;
  const parameters = readPrivateParameters(bytes, part.version);
  const { registrationCertificate: certificate } = input;
  return writePrivateParameters({
    ...parameters,
    managementService: {
      authCertRegServiceAddress: registrationAddress(input.publicAddress),
      ...(certificate === undefined ? {} : { authCertRegServiceCertificate: certificate }),
      providerId: parameters.managementService.providerId,
    },
  });
}
