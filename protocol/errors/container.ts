import type { ErrorEntry } from './entry.ts';

export const CONTAINER = {
  asic_mime_type_not_found: {
    side: 'client',
    en: 'The file has no entry that says it is an evidence container (mimetype).',
    bg: 'Във файла няма запис, че е контейнер с доказателства (mimetype).',
    next: {
      en: 'Use the .asice file exactly as the security server gave it: re-packing with an ordinary ZIP program loses the entry.',
      bg: 'Използвайте .asice файла точно както е получен от сървъра: препакетирането с обикновена ZIP програма губи записа.',
    },
  },
  asic_invalid_mime_type: {
    side: 'client',
    en: 'The mimetype entry names another kind of file than ASiC-E.',
    bg: 'Записът mimetype посочва друг вид файл, а не ASiC-E.',
    next: {
      en: 'Check that it is evidence of an exchange and not an office document or another kind of signed container.',
      bg: 'Проверете дали файлът е доказателство за обмен, а не офис документ или друг вид подписан контейнер.',
    },
  },
  asic_signature_not_found: {
    side: 'client',
    en: 'The container holds no signature.',
    bg: 'В контейнера няма подпис.',
    next: {
      en: 'Download the evidence again; without META-INF/signatures.xml the file proves nothing.',
      bg: 'Изтеглете доказателството отново; без META-INF/signatures.xml файлът не доказва нищо.',
    },
  },
  asic_message_not_found: {
    side: 'client',
    en: 'The container does not hold the message that was signed.',
    bg: 'В контейнера липсва подписаното съобщение.',
    next: {
      en: 'Download the evidence again; message.xml belongs to every container.',
      bg: 'Изтеглете доказателството отново; във всеки контейнер има message.xml.',
    },
  },
  asic_hash_chain_result_not_found: {
    side: 'client',
    en: 'The signature or time-stamp covers a hash chain result that is not in the container.',
    bg: 'Подписът или времевият печат обхваща резултат от верига от хешове, който липсва в контейнера.',
    next: {
      en: 'Download the evidence again and keep all of its entries together.',
      bg: 'Изтеглете доказателството отново и пазете всичките му части заедно.',
    },
  },
  asic_hash_chain_not_found: {
    side: 'client',
    en: 'The container holds the result of a hash chain, but not the chain that leads to it.',
    bg: 'В контейнера има резултат от верига от хешове, но не и самата верига.',
    next: {
      en: 'Download the evidence again and keep all of its entries together.',
      bg: 'Изтеглете доказателството отново и пазете всичките му части заедно.',
    },
  },
  asic_timestamp_not_found: {
    side: 'client',
    en: 'The container holds no time-stamp, so it does not show when the message existed.',
    bg: 'В контейнера няма времеви печат и не личи кога е съществувало съобщението.',
    next: {
      en: 'The record was probably downloaded before its time-stamp: download it again after the next time-stamping.',
      bg: 'Вероятно записът е изтеглен преди подпечатването: изтеглете го отново след следващия времеви печат.',
    },
  },
  asic_manifest_not_found: {
    side: 'client',
    en: 'The container has a time-stamp, but no manifest that says what the time-stamp covers.',
    bg: 'В контейнера има времеви печат, но няма опис какво обхваща той.',
    next: {
      en: 'Download the evidence again; META-INF/ASiCManifest.xml stands beside every time-stamp of a batch.',
      bg: 'Изтеглете доказателството отново; до всеки общ времеви печат има META-INF/ASiCManifest.xml.',
    },
  },
  asic_malformed_container: {
    side: 'client',
    en: 'The file is a ZIP file, but not one that evidence may be: it is damaged, ambiguous, or far larger inside than outside.',
    bg: 'Файлът е ZIP, но не такъв, какъвто може да е доказателство: повреден е, нееднозначен е или е несъразмерно голям след разархивиране.',
    next: {
      en: 'Get the container anew from the server that gave it; do not unpack this one with other tools.',
      bg: 'Вземете контейнера отново от сървъра, който го е издал; не разопаковайте този с други програми.',
    },
  },
  archive_malformed: {
    side: 'client',
    en: 'The file is not a message log archive, or is a damaged one.',
    bg: 'Файлът не е архив на журнала на съобщенията или е повреден.',
    next: {
      en: 'Decrypt an encrypted archive (.gpg) first; else fetch the file again from where archives are kept.',
      bg: 'Шифрован архив (.gpg) първо дешифрирайте; иначе вземете файла отново от мястото, където се пазят архивите.',
    },
  },
  archive_linking_info_not_found: {
    side: 'client',
    en: 'The archive has no linking information, so nothing shows that it is complete.',
    bg: 'В архива няма свързваща информация и нищо не показва, че е пълен.',
    next: {
      en: 'Fetch the archive again; its last entry is called linkinginfo.',
      bg: 'Вземете архива отново; последният му запис се нарича linkinginfo.',
    },
  },
  archive_no_containers: {
    side: 'client',
    en: 'The archive holds no containers.',
    bg: 'В архива няма контейнери.',
    next: {
      en: 'An archive is never written empty: its containers have been removed. Compare it with a backup.',
      bg: 'Празен архив никога не се записва: контейнерите са премахнати. Сравнете с резервно копие.',
    },
  },
  archive_files_differ: {
    side: 'client',
    en: 'The files in the archive are not those that its linking information lists.',
    bg: 'Файловете в архива не са тези, които свързващата информация изброява.',
    next: {
      en: 'A file was added or removed after the archive was written. Compare it with a backup.',
      bg: 'Файл е добавен или премахнат след записването на архива. Сравнете с резервно копие.',
    },
  },
  archive_digest_mismatch: {
    side: 'client',
    en: 'A file in the archive differs from what the linking chain says of it.',
    bg: 'Файл в архива се различава от това, което свързващата верига казва за него.',
    next: {
      en: 'The file, or the linking information, was changed after the archive was written. Compare it with a backup.',
      bg: 'Файлът или свързващата информация е променена след записването на архива. Сравнете с резервно копие.',
    },
  },
  archive_chain_broken: {
    side: 'client',
    en: 'The archives do not form one chain: one is missing between others, or was replaced.',
    bg: 'Архивите не образуват една верига: между тях липсва архив или някой е подменен.',
    next: {
      en: 'Find the archive that the message names and verify all of them together.',
      bg: 'Намерете посочения архив и проверете всички заедно.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
