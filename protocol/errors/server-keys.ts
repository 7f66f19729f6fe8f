import type { ErrorEntry } from './entry.ts';

/** What the admin API of a security server says of tokens, keys and certificates; X-Road's codes. */
export const SERVER_KEYS = {
  missing_token_password: {
    side: 'client',
    en: 'No PIN was given to log in to the token with.',
    bg: 'Не е подаден ПИН за вход в токена.',
    next: { en: 'Give the PIN of the token.', bg: 'Подайте ПИН кода на токена.' },
  },
  invalid_characters_pin: {
    side: 'client',
    en: 'The new PIN has characters other than those that a PIN may have.',
    bg: 'Новият ПИН съдържа знаци, които не са допустими в ПИН.',
    next: {
      en: 'Choose a PIN of printable ASCII characters.',
      bg: 'Изберете ПИН от печатни ASCII знаци.',
    },
  },
  certificate_authority_not_found: {
    side: 'client',
    en: 'No approved certification authority has this name.',
    bg: 'Няма одобрен удостоверяващ орган с това име.',
    next: {
      en: 'Choose an authority from the list of approved ones.',
      bg: 'Изберете орган от списъка с одобрените.',
    },
  },
  certificate_profile_instantiation_failure: {
    side: 'operator',
    en: 'This server does not know the certificate profile of the authority, so it cannot make requests to it.',
    bg: 'Този сървър не познава сертификатния профил на органа и не може да съставя заявки до него.',
    next: {
      en: 'Tell the operator of the network which profile the message names.',
      bg: 'Съобщете на оператора на мрежата кой профил е посочен в съобщението.',
    },
  },
  wrong_key_usage: {
    side: 'client',
    en: 'The key, or the authority, is not for the usage that was asked for.',
    bg: 'Ключът или органът не е за поисканото предназначение.',
    next: {
      en: 'Choose a key of that usage, or make a new one; for signing keys, an authority that certifies them.',
      bg: 'Изберете ключ с това предназначение или създайте нов; за ключове за подпис – орган, който ги удостоверява.',
    },
  },
  cert_wrong_usage: {
    side: 'client',
    en: 'The certificate is not for what its key is for.',
    bg: 'Сертификатът не е за предназначението на ключа си.',
    next: {
      en: 'Have a certificate issued for the last request of this key; it may be for signing or for authentication, not for both.',
      bg: 'Поискайте сертификат по последната заявка на този ключ; той може да е за подпис или за удостоверяване, не и за двете.',
    },
  },
  sign_cert_not_supported: {
    side: 'client',
    en: 'That is possible with authentication certificates only, and this is a signing certificate.',
    bg: 'Това е възможно само със сертификати за удостоверяване, а този е за подпис.',
    next: {
      en: 'Nothing is to be done: signing certificates need no registration.',
      bg: 'Не е нужно да правите нищо: сертификатите за подпис не се регистрират.',
    },
  },
  invalid_csr_format: {
    side: 'client',
    en: 'The authority does not take certificate requests of this format.',
    bg: 'Органът не приема заявки за сертификат в този формат.',
    next: {
      en: 'Choose the format that the list of authorities names for it.',
      bg: 'Изберете формата, посочен за него в списъка с органи.',
    },
  },
  invalid_dn_parameter: {
    side: 'client',
    en: 'A field of the subject of the certificate request is missing, is not wanted, or holds what it may not.',
    bg: 'Поле за притежателя в заявката за сертификат липсва, не се иска или съдържа недопустима стойност.',
    next: {
      en: 'Fill the fields that the authority asks for, and no others.',
      bg: 'Попълнете полетата, които органът иска, и никои други.',
    },
  },
  memberId_required_for_sign_csr: {
    side: 'client',
    en: 'A signing certificate is for a member, and none was named.',
    bg: 'Сертификатът за подпис е за участник, а такъв не е посочен.',
    next: { en: 'Name the member.', bg: 'Посочете участника.' },
  },
  auth_key_with_registered_cert_warning: {
    side: 'client',
    en: 'The key has a registered authentication certificate, which will be unregistered first.',
    bg: 'Ключът има регистриран сертификат за удостоверяване, чиято регистрация първо ще бъде отменена.',
    next: {
      en: 'Confirm it if other servers need not know this server by it any more.',
      bg: 'Потвърдете, ако другите сървъри вече не трябва да познават този сървър по него.',
    },
  },
  token_fetch_failed: {
    side: 'this-server',
    en: 'The signer does not tell its tokens.',
    bg: 'Подписващата програма не съобщава токените си.',
    next: {
      en: 'See in the log why the signer does not answer; it is started again by itself.',
      bg: 'Вижте в журнала защо подписващата програма не отговаря; тя се стартира отново сама.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
