import { extname } from 'node:path';
import type { AdminCall } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueRepository } from '../../catalogue/repository.ts';
import type { CentralServerFile } from '../../file.ts';
import {
  downloadPart,
  listParts,
  uploadPart,
  type ConfigurationPart,
  type PartsOf,
} from '../../publication/configuration-parts.ts';
import { publicFolder } from '../../publication/published-parts.ts';
import { kindIn, viewed } from './configuration-sources.ts';
import { requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface ConfigurationPartsOptions {
  readonly file: CentralServerFile;
  readonly repository: CatalogueRepository;
  /** After each change of what is published. */
  readonly changed: () => void;
}

/** The files that configuration consists of. */
export function configurationParts({ file, repository, changed }: ConfigurationPartsOptions): CatalogueHandlers {
  const partsOf = ({ now }: AdminCall, source: PartsOf['source']): PartsOf => ({
    ...{ source, folder: publicFolder(file), now },
  });
  return {
    getConfigurationParts: {
      run: async (call) => ({
        body: (await listParts(await repository.optionalParts(), partsOf(call, viewed(call)))).map(partShape),
      }),
    },
    downloadConfigurationParts: {
      run: async (call) => {
        const { content_identifier: contentIdentifier = '', version } = call.path;
        const wanted = { contentIdentifier, version: Number(version) };
        const found = await downloadPart(await repository.optionalParts(), wanted, partsOf(call, kindIn(call.path)));
        return { file: { name: found.fileName, type: 'application/xml', bytes: found.bytes } };
      },
    },
    uploadConfigurationParts: {
      event: 'Upload configuration part',
      run: async (call, change) => {
        const { content_identifier: contentIdentifier } = call.body as { content_identifier: string };
        const bytes = requiredFile(call, 'file');
        const name = call.files.find(({ field }) => field === 'file')?.name ?? '';
        requireXmlName(name);
        const source = kindIn(call.path);
        const wanted = { source, contentIdentifier, file: bytes, declared: file.declared.settings };
        const { before, after } = await uploadPart(change, wanted, call.now);
        return { audit: { before, after: { ...after, upload_file_name: name } } };
      },
      afterwards: changed,
    },
  };
}

/** Throws `double_file_extension`, `invalid_file_extension`. */
function requireXmlName(name: string): void {
  const extension = extname(name);
  if (extname(name.slice(0, name.length - extension.length)) !== '') {
    throw drumError('double_file_extension', 'file: its name must have one extension');
  }
  if (extension !== '.xml') throw drumError('invalid_file_extension', 'file: its name must end with .xml');
}

/** `ConfigurationPart` of the definition. */
const partShape = ({ contentIdentifier, fileName, isOptional, version, updatedAt }: ConfigurationPart) => ({
  ...{ content_identifier: contentIdentifier, file_name: fileName, optional: isOptional },
  ...(version === undefined ? {} : { version }),
  ...(updatedAt === undefined ? {} : { file_updated_at: updatedAt.toISOString() }),
});
