open Printf
open! Geometry.Plane
include Base

module L = Geometry.Line

let () = printf "x"
