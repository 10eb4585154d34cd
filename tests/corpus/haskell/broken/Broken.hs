module Broken where

whole = call

half a = let x = in (

after = 1
