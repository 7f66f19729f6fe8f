import type { ErrorEntry } from './entry.ts';

/** Backups of a server; X-Road's codes where X-Road has them. */
export const BACKUP = {
  backup_file_not_found: {
    side: 'client',
    en: 'There is no backup with this name here.',
    bg: 'Тук няма резервно копие с това име.',
    next: {
      en: 'Compare the name with the list of backups; one that was deleted, or is not kept any longer, is gone.',
      bg: 'Сравнете името със списъка на резервните копия; изтритите и по-старите от пазените вече ги няма.',
    },
  },
  invalid_filename: {
    side: 'client',
    en: 'A backup cannot have this name.',
    bg: 'Резервно копие не може да има такова име.',
    next: {
      en: 'Name the file with Latin letters, digits, dots, dashes and underscores, and the ending .drum or, where it is encrypted, .drum.gpg.',
      bg: 'Назовете файла с латински букви, цифри, точки, тирета и долни черти и с окончание .drum или, ако е криптиран, .drum.gpg.',
    },
  },
  invalid_file_content_type: {
    side: 'client',
    en: 'The file is of another kind than is expected here.',
    bg: 'Файлът е от друг вид, а не от очаквания.',
    next: {
      en: 'Bring the file as it was downloaded, unchanged.',
      bg: 'Качете файла така, както е бил изтеглен, без промени.',
    },
  },
  invalid_backup_file: {
    side: 'client',
    en: 'The file is no whole backup of this program: it is cut off, damaged or too large.',
    bg: 'Файлът не е цяло резервно копие на тази програма: прекъснат е, повреден е или е твърде голям.',
    next: {
      en: 'Take the file anew from where it is kept, or another backup.',
      bg: 'Вземете файла отново оттам, където се пази, или друго резервно копие.',
    },
  },
  backup_not_trusted: {
    side: 'client',
    en: 'The signature of the backup does not hold, or is made by a key that is not trusted here.',
    bg: 'Подписът на резервното копие не е верен или е направен с ключ, на който тук няма доверие.',
    next: {
      en: 'Compare the fingerprint of the key with the one that was noted when the backup was made; if they agree, give that fingerprint where the backup is restored (by command: --signed-by).',
      bg: 'Сравнете отпечатъка на ключа със записания при създаването на копието; ако съвпадат, посочете този отпечатък при възстановяването (с командата: --signed-by).',
    },
  },
  backup_of_another_server: {
    side: 'client',
    en: 'The backup is of another network or another node than this server.',
    bg: 'Резервното копие е на друга мрежа или на друг възел, а не на този сървър.',
    next: {
      en: 'Take a backup of this server; “drum backup verify” tells what a backup is of.',
      bg: 'Вземете резервно копие на този сървър; „drum backup verify“ показва на какво е копието.',
    },
  },
  backup_too_new: {
    side: 'client',
    en: 'A newer version of this program has made the backup.',
    bg: 'Резервното копие е направено от по-нова версия на програмата.',
    next: {
      en: 'Install that version, or a later one, and restore the backup there.',
      bg: 'Инсталирайте тази или по-нова версия и възстановете копието с нея.',
    },
  },
  backup_generation_failed: {
    side: 'this-server',
    en: 'The backup could not be made.',
    bg: 'Резервното копие не можа да бъде направено.',
    next: {
      en: 'The message says why. Mend it, and make the backup again; no half a backup is left.',
      bg: 'Съобщението посочва причината. Отстранете я и направете копието отново; не е останало полуготово копие.',
    },
  },
  restore_process_failed: {
    side: 'client',
    en: 'The backup could not be restored. Nothing has changed.',
    bg: 'Резервното копие не можа да бъде възстановено. Нищо не е променено.',
    next: {
      en: 'The message says why. Choose another backup, or mend what it names.',
      bg: 'Съобщението посочва причината. Изберете друго копие или отстранете посоченото.',
    },
  },
  restore_incomplete: {
    side: 'operator',
    en: 'The restoring of a backup was interrupted, and the data of the server are not whole.',
    bg: 'Възстановяването на резервно копие е прекъснато и данните на сървъра не са пълни.',
    next: {
      en: 'Run “drum backup restore” again with the same file; it begins from the start.',
      bg: 'Изпълнете отново „drum backup restore“ със същия файл; възстановяването започва отначало.',
    },
  },
  warnings_detected: {
    side: 'client',
    en: 'What was asked for would have a consequence that must be confirmed.',
    bg: 'Поисканото има последица, която трябва да бъде потвърдена.',
    next: {
      en: 'Read the warnings; if they are meant, ask again with ignore_warnings=true.',
      bg: 'Прочетете предупрежденията; ако ги приемате, повторете с ignore_warnings=true.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
