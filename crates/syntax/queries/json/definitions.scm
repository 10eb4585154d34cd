(pair key: (string) @name) @definition.key
(array) @local
