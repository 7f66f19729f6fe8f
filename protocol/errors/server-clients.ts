import type { ErrorEntry } from './entry.ts';

/** What the admin API of a security server says of clients, local groups and access rights; X-Road's codes. */
export const SERVER_CLIENTS = {
  client_not_found: {
    side: 'client',
    en: 'This security server has no such client.',
    bg: 'Този сървър за сигурност няма такъв клиент.',
    next: {
      en: 'Choose a client from the list of this server, or add it first.',
      bg: 'Изберете клиент от списъка на сървъра или първо го добавете.',
    },
  },
  action_not_possible: {
    side: 'client',
    en: 'What was asked for cannot be done in the state that it is in now.',
    bg: 'Поисканото не може да се направи в сегашното състояние.',
    next: {
      en: 'Look at its state, which the message names, and do first what leads to one that fits.',
      bg: 'Вижте състоянието, посочено в съобщението, и първо направете нужното, за да стане подходящо.',
    },
  },
  client_already_exists: {
    side: 'client',
    en: 'The member or subsystem is a client of this security server already.',
    bg: 'Участникът или подсистемата вече е клиент на този сървър за сигурност.',
    next: {
      en: 'Open it in the list of clients.',
      bg: 'Отворете го в списъка с клиенти.',
    },
  },
  additional_member_already_exists: {
    side: 'client',
    en: 'Besides its owner, a security server can have one member as a client, and it has one.',
    bg: 'Освен собственика си сървърът за сигурност може да има за клиент още един участник и вече има такъв.',
    next: {
      en: 'Remove that member from the clients first; its subsystems may stay.',
      bg: 'Първо премахнете този участник от клиентите; подсистемите му могат да останат.',
    },
  },
  unregistered_member: {
    side: 'client',
    en: 'The network does not know the member.',
    bg: 'Мрежата не познава участника.',
    next: {
      en: 'Check class and code; the client can be added all the same, and is registered when the member is.',
      bg: 'Проверете класа и кода; клиентът може да се добави и така и ще бъде регистриран, когато участникът бъде вписан.',
    },
  },
  invalid_member_class: {
    side: 'client',
    en: 'The network has no such member class.',
    bg: 'Мрежата няма такъв клас участници.',
    next: {
      en: 'Choose one of the member classes of the instance.',
      bg: 'Изберете един от класовете участници на средата.',
    },
  },
  invalid_instance_identifier: {
    side: 'client',
    en: 'The client is not of the instance that this security server belongs to.',
    bg: 'Клиентът не е от средата, към която принадлежи този сървър за сигурност.',
    next: {
      en: 'Register it at a server of its own instance.',
      bg: 'Регистрирайте го на сървър от неговата среда.',
    },
  },
  invalid_connection_type: {
    side: 'client',
    en: 'It is not said how the information systems of the client are to connect.',
    bg: 'Не е посочено как да се свързват информационните системи на клиента.',
    next: {
      en: 'Give one of HTTP, HTTPS and HTTPS_NO_AUTH.',
      bg: 'Посочете HTTP, HTTPS или HTTPS_NO_AUTH.',
    },
  },
  connection_type_required: {
    side: 'client',
    en: 'The new connection type is missing.',
    bg: 'Новият вид връзка липсва.',
    next: {
      en: 'Give one of HTTP, HTTPS and HTTPS_NO_AUTH.',
      bg: 'Посочете HTTP, HTTPS или HTTPS_NO_AUTH.',
    },
  },
  cannot_delete_owner: {
    side: 'client',
    en: 'The owner of the security server cannot be removed from its clients.',
    bg: 'Собственикът на сървъра за сигурност не може да се премахне от клиентите му.',
    next: {
      en: 'Give the server another owner first.',
      bg: 'Първо дайте на сървъра друг собственик.',
    },
  },
  cannot_register_owner: {
    side: 'client',
    en: 'The owner of the security server is registered with it, and not as a client.',
    bg: 'Собственикът на сървъра за сигурност се регистрира заедно с него, а не като клиент.',
    next: {
      en: 'Register an authentication certificate; the owner needs nothing else.',
      bg: 'Регистрирайте сертификат за автентикация; собственикът не се нуждае от друго.',
    },
  },
  cannot_unregister_owner: {
    side: 'client',
    en: 'The registration of the owner of the security server cannot be ended.',
    bg: 'Регистрацията на собственика на сървъра за сигурност не може да се прекрати.',
    next: {
      en: 'Give the server another owner first.',
      bg: 'Първо дайте на сървъра друг собственик.',
    },
  },
  member_already_owner: {
    side: 'client',
    en: 'The member owns the security server already.',
    bg: 'Участникът вече е собственик на сървъра за сигурност.',
    next: {
      en: 'Nothing needs to be done.',
      bg: 'Не е нужно да правите нищо.',
    },
  },
  forbidden_disable_management_service_client: {
    side: 'client',
    en: 'The management services are called through this client; without it nothing could be asked of the central server.',
    bg: 'През този клиент се извикват услугите за управление; без него към централния сървър не може да се поиска нищо.',
    next: {
      en: 'Have the central server name another provider of the management services first.',
      bg: 'Първо централният сървър трябва да посочи друг доставчик на услугите за управление.',
    },
  },
  client_rename_already_submitted: {
    side: 'client',
    en: 'Another name of the subsystem has been asked for, and is not in the configuration yet.',
    bg: 'Вече е поискано друго име на подсистемата и то още не е в конфигурацията.',
    next: {
      en: 'Wait until the name has changed, then ask again.',
      bg: 'Изчакайте името да се промени и опитайте отново.',
    },
  },
  invalid_client_name: {
    side: 'client',
    en: 'The subsystem has that name already.',
    bg: 'Подсистемата вече има това име.',
    next: {
      en: 'Give another name, or leave it as it is.',
      bg: 'Посочете друго име или го оставете както е.',
    },
  },
  orphans_not_found: {
    side: 'client',
    en: 'No keys, certificates or certificate requests are left of this client, or another client of its member is here.',
    bg: 'От този клиент не са останали ключове, сертификати или заявки за сертификат или тук има друг клиент на същия участник.',
    next: {
      en: 'Remove all clients of the member first; otherwise nothing needs to be done.',
      bg: 'Първо премахнете всички клиенти на участника; иначе не е нужно да правите нищо.',
    },
  },
  local_group_not_found: {
    side: 'client',
    en: 'There is no local group with this number.',
    bg: 'Няма локална група с този номер.',
    next: {
      en: 'Choose a group from the list of the client.',
      bg: 'Изберете група от списъка на клиента.',
    },
  },
  local_group_code_already_exists: {
    side: 'client',
    en: 'The client has a local group with this code already.',
    bg: 'Клиентът вече има локална група с този код.',
    next: {
      en: 'Choose another code, or change the group that is there.',
      bg: 'Изберете друг код или променете съществуващата група.',
    },
  },
  local_group_member_already_exists: {
    side: 'client',
    en: 'The member or subsystem belongs to the local group already; nobody was added.',
    bg: 'Участникът или подсистемата вече е в локалната група; никой не е добавен.',
    next: {
      en: 'Leave it out, and add the others again.',
      bg: 'Пропуснете го и добавете останалите отново.',
    },
  },
  local_group_member_not_found: {
    side: 'client',
    en: 'The member or subsystem is not known here, or does not belong to the local group; nothing was changed.',
    bg: 'Участникът или подсистемата не е позната тук или не е в локалната група; нищо не е променено.',
    next: {
      en: 'Check the identifier against the lists of the network and of the group.',
      bg: 'Сверете идентификатора със списъците на мрежата и на групата.',
    },
  },
  certificate_not_found: {
    side: 'client',
    en: 'There is no such certificate here.',
    bg: 'Тук няма такъв сертификат.',
    next: {
      en: 'Take the SHA-256 of the certificate from the list.',
      bg: 'Вземете SHA-256 на сертификата от списъка.',
    },
  },
  missing_member_id: {
    side: 'client',
    en: 'It is not said who is to belong to the local group.',
    bg: 'Не е посочено кой да бъде в локалната група.',
    next: {
      en: 'Name at least one member or subsystem.',
      bg: 'Посочете поне един участник или подсистема.',
    },
  },
  id_not_a_number: {
    side: 'client',
    en: 'What is addressed has a number, and the address holds another text.',
    bg: 'Търсеното се посочва с номер, а в адреса стои друг текст.',
    next: {
      en: 'Take the id from the list.',
      bg: 'Вземете номера от списъка.',
    },
  },
  invalid_service_client_id: {
    side: 'client',
    en: 'The identifier is not that of a subsystem, of a global group or of a local group.',
    bg: 'Идентификаторът не е на подсистема, глобална или локална група.',
    next: {
      en: 'Write a subsystem as I:C:M:S, a global group as I:CODE and a local group by its number.',
      bg: 'Запишете подсистема като I:C:M:S, глобална група като I:КОД, а локална група с номера ѝ.',
    },
  },
  service_client_not_found: {
    side: 'client',
    en: 'There is no such subsystem or group in the network or at this client, or it has no right to its services.',
    bg: 'В мрежата или при този клиент няма такава подсистема или група или тя няма право на достъп до услугите му.',
    next: {
      en: 'Search among those that may be given rights.',
      bg: 'Потърсете сред тези, на които могат да се дадат права.',
    },
  },
  service_not_found: {
    side: 'client',
    en: 'The client offers no such service.',
    bg: 'Клиентът не предлага такава услуга.',
    next: {
      en: 'Choose a service from the list of the client.',
      bg: 'Изберете услуга от списъка на клиента.',
    },
  },
  duplicate_accessright: {
    side: 'client',
    en: 'The access right has been given already; nothing was changed.',
    bg: 'Правото на достъп вече е дадено; нищо не е променено.',
    next: {
      en: 'Leave it out, and give the others again.',
      bg: 'Пропуснете го и дайте останалите отново.',
    },
  },
  accessright_not_found: {
    side: 'client',
    en: 'The access right has not been given; nothing was changed.',
    bg: 'Такова право на достъп не е дадено; нищо не е променено.',
    next: {
      en: 'Load the rights again; somebody may have taken it away meanwhile.',
      bg: 'Заредете правата отново; възможно е междувременно някой да го е отнел.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
