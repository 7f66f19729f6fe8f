import type { ErrorEntry } from './entry.ts';

/** The first set-up of a central server, its tokens and its signing keys; X-Road's codes. */
export const SET_UP = {
  init_already_initialized: {
    side: 'client',
    en: 'The central server has been initialised already.',
    bg: 'Централният сървър вече е инициализиран.',
    next: {
      en: 'Go on with its members and keys; the instance stays for good, and the address is changed by an operation of its own.',
      bg: 'Продължете с участниците и ключовете; името на мрежата остава завинаги, а адресът се променя с отделна операция.',
    },
  },
  init_invalid_params: {
    side: 'client',
    en: 'A value of the initialisation contradicts what has been set before.',
    bg: 'Стойност от инициализацията противоречи на вече зададеното.',
    next: {
      en: 'Give the value that the message names: another node, or an earlier attempt, has set it.',
      bg: 'Подайте стойността, посочена в съобщението: тя е зададена от друг възел или при предишен опит.',
    },
  },
  init_software_token_failed: {
    side: 'this-server',
    en: 'The software token could not be initialised, so nothing of the initialisation was kept.',
    bg: 'Софтуерният токен не можа да бъде инициализиран и нищо от инициализацията не беше запазено.',
    next: {
      en: 'Read the reason in the message and the folder of the token in the log, put it right, and initialise again.',
      bg: 'Прочетете причината в съобщението и папката на токена в журнала, отстранете я и инициализирайте отново.',
    },
  },
  instance_identifier_not_set: {
    side: 'client',
    en: 'The central server does not know its instance yet.',
    bg: 'Централният сървър още не знае името на мрежата си.',
    next: {
      en: 'Initialise the central server first, or restore it from a backup as an empty server.',
      bg: 'Първо инициализирайте централния сървър или го възстановете от резервно копие като празен сървър.',
    },
  },
  token_weak_pin: {
    side: 'client',
    en: 'The chosen PIN does not keep the rules for PINs.',
    bg: 'Избраният ПИН не спазва правилата за ПИН кодове.',
    next: {
      en: 'Choose a PIN that keeps the rule in the message.',
      bg: 'Изберете ПИН, който спазва правилото в съобщението.',
    },
  },
  token_invalid_characters: {
    side: 'client',
    en: 'The chosen PIN has characters that are not allowed.',
    bg: 'Избраният ПИН съдържа непозволени знаци.',
    next: {
      en: 'Choose a PIN of printable ASCII characters.',
      bg: 'Изберете ПИН от печатни ASCII знаци.',
    },
  },
  token_action_not_possible: {
    side: 'client',
    en: 'The token does not allow this now.',
    bg: 'Токенът не позволява това в момента.',
    next: {
      en: 'Look at the possible actions of the token: it may have to be logged in to or out of first, or a key deleted.',
      bg: 'Вижте възможните действия с токена: може първо да трябва вход, изход или изтриване на ключ.',
    },
  },
  token_activation_failed: {
    side: 'client',
    en: 'The token was not logged in to, for the reason that the message names.',
    bg: 'В токена не беше влязло по причината, посочена в съобщението.',
    next: {
      en: 'Read the reason in the message; after several wrong PINs the token is locked.',
      bg: 'Прочетете причината в съобщението; след няколко грешни ПИН кода токенът се заключва.',
    },
  },
  signing_key_not_found: {
    side: 'client',
    en: 'This node has no signing key of configuration with this identifier.',
    bg: 'Този възел няма ключ за подпис на конфигурацията с такъв идентификатор.',
    next: {
      en: 'Look at the tokens of this node; each node has keys of its own.',
      bg: 'Вижте токените на този възел; всеки възел има собствени ключове.',
    },
  },
  signing_key_action_not_possible: {
    side: 'client',
    en: 'The signing key does not allow this now.',
    bg: 'Ключът за подпис не позволява това в момента.',
    next: {
      en: 'Log in to its token first; a key that signs is not deleted before another one is activated.',
      bg: 'Първо влезте в токена му; ключ, който подписва, не се изтрива, преди да бъде активиран друг.',
    },
  },
  key_generation_failed: {
    side: 'this-server',
    en: 'The token could not make the key.',
    bg: 'Токенът не можа да създаде ключа.',
    next: {
      en: 'See the cause in the log; often the disk is full, or the device is full or away.',
      bg: 'Вижте причината в журнала; често дискът е пълен или устройството е пълно или липсва.',
    },
  },
  no_configuration_signing_keys_configured: {
    side: 'client',
    en: 'There is no signing key that an anchor could name.',
    bg: 'Няма ключ за подпис, който котвата да посочи.',
    next: {
      en: 'Add a signing key to the configuration source; the anchor is made with it.',
      bg: 'Добавете ключ за подпис към източника на конфигурация; котвата се създава с него.',
    },
  },
  configuration_not_found: {
    side: 'client',
    en: 'There is nothing of this configuration yet.',
    bg: 'От тази конфигурация още няма нищо.',
    next: {
      en: 'Initialise the central server and add a signing key to the configuration source.',
      bg: 'Инициализирайте централния сървър и добавете ключ за подпис към източника на конфигурация.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
