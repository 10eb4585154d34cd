(from_instruction as: (image_alias) @name) @definition.stage
(arg_instruction (arg_pair name: (_) @name)) @definition.variable
(env_instruction (env_pair name: (_) @name)) @definition.variable
