let whole () = call ()

let half a = let x = in (

let after () = 1
