module App where

import Data.List
import qualified Data.Map as Map
import Geometry.Plane (Point, move)
import Prelude hiding (lookup)

main = print 1
