(** A point. *)
type point = { x : int; mutable y : int }
type color = Red | Green of int
type 'a alias = 'a list

exception Failure of string

module Plane = struct
  let inside = 1
  let move p by = p
end

module type SHAPE = sig
  val draw : int -> unit
end

module Make (S : SHAPE) = struct end

class counter init = object
  val mutable n = init
  method next = n
end

(* Moves it. *)
let move ?(by = 1) p = let local = 2 in p
let rec even n = odd n and odd n = even n
let limit = 3
let (+|) a b = a + b
external raw : int -> int = "raw"
