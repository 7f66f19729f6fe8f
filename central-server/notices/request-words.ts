import type { Words } from '#administration/notices/text.ts';
import type { ManagementRequestKind } from '#protocol/management/requests.ts';

const WORDS: Readonly<Record<ManagementRequestKind, Words>> = {
  authCertReg: {
    en: 'registration of an authentication certificate',
    bg: 'регистрация на сертификат за автентикация',
  },
  authCertDeletion: { en: 'deletion of an authentication certificate', bg: 'изтриване на сертификат за автентикация' },
  clientReg: { en: 'registration of a client', bg: 'регистрация на клиент' },
  clientDeletion: { en: 'deletion of a client', bg: 'изтриване на клиент' },
  clientDisable: { en: 'disabling of a client', bg: 'спиране на клиент' },
  clientEnable: { en: 'enabling of a client', bg: 'пускане на клиент' },
  clientRename: { en: 'renaming of a subsystem', bg: 'преименуване на подсистема' },
  ownerChange: { en: 'change of owner', bg: 'смяна на собственик' },
  addressChange: { en: 'change of address', bg: 'промяна на адрес' },
  maintenanceModeEnable: { en: 'start of maintenance mode', bg: 'включване на режим на поддръжка' },
  maintenanceModeDisable: { en: 'end of maintenance mode', bg: 'изключване на режим на поддръжка' },
};

/** What a management request asks for; of a kind that a later version knows, its name. */
export const requestWords = (kind: unknown): Words =>
  Object.hasOwn(WORDS, String(kind)) ? WORDS[kind as ManagementRequestKind] : { en: String(kind), bg: String(kind) };
