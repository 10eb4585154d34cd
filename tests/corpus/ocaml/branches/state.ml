let step a b =
  if a > 1 && b || a < 0 then 1 else if b then 2 else 3

let loops () =
  for i = 0 to 3 do if b then () done;
  while true do () done

let pick x = match x with
  | 1 | 2 -> 1
  | n when n > 3 -> 2
  | _ -> 3

let guarded () = try run () with
  | Failure _ -> 1
  | _ -> 2

let f = function 0 -> 1 | _ -> 2
