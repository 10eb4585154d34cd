(* One. *)
(* Two
   lines. (* nested *) *)

let text = "(* no comment *)" (* trailing *)
